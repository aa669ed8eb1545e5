"""Labels as plain JSON lines: one object a label, with the quote's words beside it for the reader."""

from __future__ import annotations

import json
from pathlib import Path

from stance.articles import Reject
from stance.articles.rows import rows_of
from stance.errors import InputError
from stance.files import whole_file
from stance.labels.formats.bundle import Bundle, add_row, rows_to_write


class JsonLines:
    """One JSON object a line: the fields of `seeds/annotations/labels`, and `text`, `kind`, `speaker`, `cue`."""

    def write(self, bundle: Bundle, path: Path) -> None:
        """Write every label, and quotes without one with `stances` null, to be filled in."""
        with whole_file(path) as out:
            for row in rows_to_write(bundle):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")

    def read(self, path: Path, annotator: str) -> Bundle:
        """Read labels; a line that is none is a reject."""
        bundle = Bundle()
        for item in rows_of(path):
            if isinstance(item, Reject):
                bundle.rejects.append(item)
                continue
            try:
                add_row(bundle, item[1], annotator)
            except InputError as error:
                bundle.rejects.append(Reject(str(path), item[0], str(error)))
        return bundle
