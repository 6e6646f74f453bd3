"""Makes static pages and exports of a contest's store."""
