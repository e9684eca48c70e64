SELECT source, title FROM sources
