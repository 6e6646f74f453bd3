"""What becomes of the rows: records on disk, tables, the plot, and the page that shows them."""
