"""A client of language servers over stdio: enough of an editor to open a text and ask about places in it."""

import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_CAPABILITIES = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True},
}
CURSOR = "¦"


class LanguageServer:
    """A server at work on a folder, as a context; ``settings`` is what it may ask its editor for."""

    def __init__(self, command: Sequence[str], folder: Path, settings: dict[str, Any]) -> None:
        self.folder = folder
        self._settings = settings
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._published: dict[str, list[dict[str, Any]]] = {}
        self._number = 0
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> "LanguageServer":
        root = self.folder.as_uri()
        self._request("initialize", {"processId": None, "rootUri": root, "capabilities": _CAPABILITIES})
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(self, *_: object) -> None:
        self._request("shutdown", None)
        self._send({"method": "exit"})
        self._process.wait(timeout=300)

    def diagnostics(self, text: str, name: str = "file.yaml") -> list[tuple[int, str]]:
        """What the server has against a text: the line, from 1, and the message."""
        uri = self._open(name, text)
        while uri not in self._published:
            self._take()
        return sorted((one["range"]["start"]["line"] + 1, one["message"]) for one in self._published.pop(uri))

    def hover(self, text: str, name: str = "file.yaml") -> str:
        """What the server says of the place that ``¦`` marks; empty where it says nothing."""
        found = self._at("textDocument/hover", text, name)
        return found["contents"]["value"] if found else ""

    def completion(self, text: str, name: str = "file.yaml") -> dict[str, str]:
        """What the server offers at the place that ``¦`` marks: each label with what is inserted."""
        found = self._at("textDocument/completion", text, name)
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: item.get("insertText") or item["textEdit"]["newText"] for item in items}

    def _at(self, method: str, text: str, name: str) -> Any:
        before, _, after = text.partition(CURSOR)
        line, character = before.count("\n"), len(before) - before.rfind("\n") - 1
        uri = self._open(name, before + after)
        position = {"line": line, "character": character}
        return self._request(method, {"textDocument": {"uri": uri}, "position": position})

    def _open(self, name: str, text: str) -> str:
        self._number += 1
        uri = (self.folder / f"{self._number}" / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def _request(self, method: str, params: Any) -> Any:
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._take()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def _take(self) -> dict[str, Any]:
        """The next message; what the server asks is answered, and what it publishes is kept."""
        message = self._messages.get(timeout=300)
        assert message is not None, "the server has gone"
        if message.get("method") == "textDocument/publishDiagnostics":
            self._published[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            asked = message["method"] == "workspace/configuration"
            result = [self._settings.get(item["section"]) for item in message["params"]["items"]] if asked else None
            self._send({"id": message["id"], "result": result})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout
        while header := self._process.stdout.readline():
            length = int(header.split(b":")[1])
            while self._process.stdout.readline().strip():
                pass
            self._messages.put(json.loads(self._process.stdout.read(length)))
        self._messages.put(None)
