#!/usr/bin/env python3
"""@NAME@.py: counts the words of each document. Run by the exec plugin."""
import re

import pressmill  # the helper that comes with pressmill


def @ID@(text: str, letters: int = 1) -> dict:
    """Counts the words of each document.

    text     of the record, as the other parameters are
    letters  words with fewer do not count
    """
    words = re.findall(r"[^\W\d_]+", text)
    return {"@ID@": sum(len(word) >= letters for word in words)}


if __name__ == "__main__":
    pressmill.step(@ID@)
