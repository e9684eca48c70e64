-- One row if $text was searched for and is still remembered.
SELECT text FROM texts_searched WHERE text = $text::VARCHAR
