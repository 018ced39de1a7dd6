"""What is told to people who are not looking: by mail, where there is an address and a mail server."""
