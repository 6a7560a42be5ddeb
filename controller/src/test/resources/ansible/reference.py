"""What Ansible itself says of inventories: reads a JSON list of requests, prints a JSON list of answers.

A request is {"directory": where to run, "arguments": [program, argument...]}, an answer {"status", "out", "err"}.
Each runs the real command line in a fork of this process, for loading Ansible takes longer than all the work.
"""

import json
import os
import sys
import tempfile
import traceback

from ansible.release import __version__

# Later ones encode JSON in another way, which this does not know.
if tuple(map(int, __version__.split(".")[:2])) > (2, 18):
    sys.exit(77)

from ansible.cli.adhoc import AdHocCLI
from ansible.cli.inventory import InventoryCLI
from ansible.parsing import ajson

PROGRAMS = {"ansible": AdHocCLI, "ansible-inventory": InventoryCLI}

# `!vault` and `!unsafe` values are compared by what is in them; else they are shown as they lie in the file.
_encoder = ajson.AnsibleJSONEncoder.__init__


def _plain(self, *args, **keywords):
    _encoder(self, *args, **{**keywords, "vault_to_text": True, "preprocess_unsafe": False})


ajson.AnsibleJSONEncoder.__init__ = _plain


def run(request, out, err):
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    os.chdir(request["directory"])
    status = 1
    try:
        status = PROGRAMS[request["arguments"][0]](request["arguments"]).run() or 0
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def answer(request):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            run(request, out, err)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
        return {"status": status, "out": texts[0], "err": texts[1]}


json.dump([answer(request) for request in json.load(sys.stdin)], sys.stdout)
