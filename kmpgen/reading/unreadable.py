"""Why a file cannot be read: the reader's own exception, turned into a `KmpgenError` where the file's name is known."""

from __future__ import annotations

_EXPORT_AGAIN = "export the model again, or fetch the file again if it was downloaded or copied"


class Unreadable(Exception):
    """A file, or a part of it, that cannot be read. `code` is one of docs/errors.md."""

    def __init__(self, code: str, message: str, hint: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


def cut_zip(why: str) -> Unreadable:
    """A zip whose directory is missing, damaged or contradicts its members."""
    return Unreadable("KMP017", f"the zip archive is damaged or cut short: {why}", _EXPORT_AGAIN)


def damaged(why: str) -> Unreadable:
    """A model file whose container is sound and whose content is not."""
    return Unreadable("KMP018", f"the model file is damaged: {why}", _EXPORT_AGAIN)


def over_limit(why: str) -> Unreadable:
    """Content that is larger, deeper or more than any model's: refused before it takes the machine's memory."""
    hint = "no real model is known to need that; if yours does, please report it with the sizes of the file's members"
    return Unreadable("KMP019", f"the file is refused because it goes over a safety limit: {why}", hint)
