"""The first page of each kind of person, the navigation, search over everything."""
