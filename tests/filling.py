"""What a browser would send for a form that stands on a page."""

from typing import Any

from tests.client import Answer


def filled(page: Answer, action: str, **typed: Any) -> dict[str, Any]:
    """The form with that address as it stands on the page, with what somebody types over it.

    A box is ticked with "y" and not ticked with None.
    """
    form = page.select_one(f"form[action='{action}']")
    sent: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        for value in values_of(field):
            sent.setdefault(field["name"], []).append(value)
    merged = sent | {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return {name: values for name, values in merged.items() if values != [None]}


def values_of(field: Any) -> list[str]:
    """What one field sends."""
    if field.name == "select":
        chosen = field.select("option[selected]") or field.select("option")[:1]
        return [option["value"] for option in chosen]
    if field.name == "textarea":
        return [field.text.removeprefix("\r\n").removeprefix("\n")]
    if field["type"] in ("checkbox", "radio") and not field.has_attr("checked"):
        return []
    return [field.get("value", "y" if field["type"] == "checkbox" else "")]
