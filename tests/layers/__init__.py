"""The layers of the code: every import points down, and no files import each other in a circle."""
