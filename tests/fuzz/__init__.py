"""The decoder and the request handler under fuzz: by hypothesis, and by coverage (make fuzz)."""
