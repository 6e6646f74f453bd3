"""Cases: what a contest's run is made of, how they reach the server, and what is recorded of them."""
