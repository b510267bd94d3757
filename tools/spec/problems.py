"""What is wrong with the specs: collected, so that one run tells everything, and sorted by place."""

import difflib


class Problems:
    def __init__(self):
        self._found = set()

    def add(self, file, line, message):
        self._found.add((str(file), line or 1, message))

    def __bool__(self):
        return bool(self._found)

    def lines(self):
        return [f"{file}:{line}: {message}" for file, line, message in sorted(self._found)]


def near(word, words, cutoff=0.6):
    """'; did you mean X?' where one of `words` is near to `word`, else ''."""
    words = sorted({str(w) for w in words})
    by_lower = {w.lower(): w for w in reversed(words)}
    found = difflib.get_close_matches(str(word).lower(), list(by_lower), n=1, cutoff=cutoff)
    return f"; did you mean {by_lower[found[0]]}?" if found else ""
