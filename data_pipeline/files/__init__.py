"""Files as people and services give them, into raw records: unpacked, decoded, taken apart, and their names settled."""
