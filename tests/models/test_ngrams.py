from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from stance.models.config import NgramConfig
from stance.models.ngrams import TOKEN, Block, BlockReader, HashTable, hashes_of
from stance.models.table import Table
from stance.models.tfidf import fit_blocks, sparse_features, strongest

TEXTS = [
    "“We have not seen any withdrawal,” he said.",
    "We will  wait; but\tnot for long — will we?",
    "don’t don't a b c",
    "",
    "   ",
    "x",
    "İstanbul ﬁne 😀 naïve",
]


def both(analyzer: str, sizes: tuple[int, int], fit: list[str], texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The matrix of scikit-learn's vectorizer and ours, for the same vocabulary."""
    extra = {"token_pattern": TOKEN} if analyzer == "word" else {}
    vectorizer = TfidfVectorizer(analyzer=analyzer, ngram_range=sizes, sublinear_tf=True, **extra).fit(fit)
    block = Block("text", analyzer, sizes, vectorizer.get_feature_names_out().tolist(), vectorizer.idf_)
    rows, numbers, values = BlockReader(block).tf_idf(texts)
    ours = np.zeros((len(texts), len(block.vocabulary)))
    ours[rows, numbers] = values
    return vectorizer.transform(texts).toarray(), ours


@pytest.mark.parametrize(
    ("analyzer", "sizes"), [("word", (1, 2)), ("word", (1, 1)), ("char_wb", (2, 5)), ("char_wb", (3, 4))]
)
def test_features_are_those_of_scikit_learn(analyzer: str, sizes: tuple[int, int]):
    theirs, ours = both(analyzer, sizes, TEXTS, TEXTS)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet="abc é’'?!\t\n—“", max_size=30), min_size=1, max_size=8))
def test_features_are_those_of_scikit_learn_on_any_text(texts: list[str]):
    for analyzer, sizes in (("word", (1, 2)), ("char_wb", (2, 5))):
        theirs, ours = both(analyzer, sizes, [*TEXTS, "abc cab é’a"], texts)
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


@given(st.sets(st.text(min_size=1, max_size=6), max_size=200))
def test_hash_table_finds_what_it_holds_and_nothing_else(words: set[str]):
    inside = sorted(words)
    table = HashTable(hashes_of(inside))
    assert table.find(hashes_of(inside)).tolist() == list(range(len(inside)))
    outside = hashes_of([word + "\x00x" for word in inside])
    assert (table.find(outside) == -1).all()


def test_the_strongest_n_grams_stay():
    texts = ["we deny it", "we may go", "it may be", "we deny that", "no"]
    table = Table(texts, ["said", "denied", "said", "denied", "said"], [""] * 5)
    config = NgramConfig(name="words", family="tfidf-logreg", characters=None, least_documents=1)
    blocks, features = fit_blocks(config, table)
    assert [block.analyzer for block in blocks] == ["word", "word"]
    np.testing.assert_allclose(sparse_features(blocks, table).toarray(), features.toarray(), atol=1e-12)
    weights = np.zeros((3, features.shape[1]))
    weights[0, blocks[0].vocabulary.index("deny")] = 2.0
    weights[2, blocks[0].vocabulary.index("may")] = -1.0
    kept = strongest(blocks, features, weights, 2)
    assert [block.vocabulary for block in kept] == [["deny", "may"]]
    assert sparse_features(kept, table).toarray().tolist() == [[1, 0], [0, 1], [0, 1], [1, 0], [0, 0]]
