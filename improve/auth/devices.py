"""A device in words, pure: "Chrome on Windows"."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_words(sent: str) -> str:
    """Browser and system as the User-Agent header names them, and nothing more exact."""
    browser = next((words for mark, words in BROWSERS if mark in sent), "A browser")
    system = next((words for mark, words in SYSTEMS if mark in sent), "")
    return f"{browser} on {system}" if system else browser
