"""Long checks of the sandboxes, run by hand: what they leave behind, and where their time goes."""
