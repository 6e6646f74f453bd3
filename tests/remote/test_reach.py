"""No text in a message makes the server open a file, import a module or run anything."""

from __future__ import annotations

import subprocess
import sys

from .serving import ROOT

PROGRAM = """
import sys
import msgpack
from flopscope._table import ORDERED
from flopscope._wire import messages as m, values as v
from tests.fuzz.subject import HELD, Subject

TEXTS = ["antigravity", "/etc/passwd", "os.system", "numpy.f2py", "__globals__", "file:///etc/passwd"]
EVENTS = {"open", "import", "exec", "compile", "os.system", "os.exec", "os.posix_spawn", "subprocess.Popen",
          "socket.connect", "ctypes.dlopen", "pickle.find_class", "os.listdir", "glob.glob"}
seen = []
def hook(event, args):
    if event in EVENTS and any(text in repr(args) for text in TEXTS):
        seen.append((event, repr(args)[:100]))

subject = Subject()
sys.addaudithook(hook)
open("/etc/passwd").close()
assert len(seen) == 1, "the hook sees what it is to see"
tried = 0
CONTROLS = [m.FETCH, m.TEXT, m.OPEN, m.CLOSE, m.FORGET, m.SCOPE, m.SUMMARY, m.LOG, m.ERRORS, *TEXTS]
for text in TEXTS:
    for forms in (text, [v.LIST, [text]], [v.TUPLE, [text, text]]):
        for row in ORDERED:
            for place in range(len(row.params)):
                arguments = [[v.HANDLE, 1 + (i + place) % len(HELD)] for i in range(place)] + [forms]
                arguments += [[v.HANDLE, 1]] * (row.required - len(arguments))
                subject.request([msgpack.packb([m.RUN, [[row.index, 10, arguments], 10, 11]])])
                tried += 1
        for name in CONTROLS:
            subject.request([msgpack.packb([m.RUN, [[name, 0, [forms, forms, forms]]]])])
    subject.close()
    subject = Subject()
assert tried > 10_000
print(seen[1:])
"""


def test_no_text_reaches_beyond_the_session() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == "[]\n"
