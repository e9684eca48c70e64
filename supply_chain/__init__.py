"""What the program is built from: the packages it needs, their licences, a bill of materials, known vulnerabilities."""
