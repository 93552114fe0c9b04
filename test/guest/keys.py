"""Characters as the emulator's names of the keys that type them on an American keyboard."""

_PLAIN = {
    " ": "spc",
    "\n": "ret",
    "-": "minus",
    "=": "equal",
    "[": "bracket_left",
    "]": "bracket_right",
    ";": "semicolon",
    "'": "apostrophe",
    "`": "grave_accent",
    "\\": "backslash",
    ",": "comma",
    ".": "dot",
    "/": "slash",
}

_WITH_SHIFT = {
    **dict(zip("!@#$%^&*()", "1234567890")),
    "_": "minus",
    "+": "equal",
    "{": "bracket_left",
    "}": "bracket_right",
    ":": "semicolon",
    '"': "apostrophe",
    "~": "grave_accent",
    "|": "backslash",
    "<": "comma",
    ">": "dot",
    "?": "slash",
}


def key_of(character_or_key: str) -> str:
    """What `sendkey` takes for a character; anything else is taken for the name of a key already, as `ctrl-alt-f2`."""
    text = character_or_key
    if text in _PLAIN:
        return _PLAIN[text]
    if text in _WITH_SHIFT:
        return f"shift-{_WITH_SHIFT[text]}"
    if len(text) == 1 and text.isupper():
        return f"shift-{text.lower()}"
    return text
