# SPDX-License-Identifier: MIT
"""As much of GitHub's API, and of chat webhooks, as notices use: on 127.0.0.1, with scripted faults."""
import json
import re
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BOT = {"login": "github-actions[bot]", "type": "Bot"}


class Fault:
    """What a request gets in place of its answer."""

    def __init__(self, status=0, body="", headers=None, kind="answer"):
        self.status, self.body, self.headers, self.kind = status, body, headers or {}, kind


class Services:
    """One server for all: /api/... is GitHub, /hooks/NAME/... are webhooks."""

    def __init__(self):
        self.lock = threading.Lock()
        self.requests = []  # (method, path, headers, body)
        self.comments, self.issues, self.next_id = [], [], 100
        self.faults = {}  # "api" or the name of a hook -> list of Fault, the first goes first
        services = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def serve(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode("utf-8")
                with services.lock:
                    services.requests.append((self.command, self.path, dict(self.headers), body))
                    part = self.path.split("/")
                    name = part[2] if part[1] == "hooks" else "api"
                    queue = services.faults.get(name) or []
                    fault = queue.pop(0) if queue else None
                if fault is not None:
                    return self.fail(fault)
                with services.lock:
                    status, answer, headers = services.answer(self.command, self.path, body)
                return self.reply(status, answer, headers)

            do_GET = do_POST = do_PATCH = serve

            def reply(self, status, answer, headers):
                data = answer.encode("utf-8")
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def fail(self, fault):
                self.close_connection = True
                if fault.kind == "answer":
                    return self.reply(fault.status, fault.body, fault.headers)
                if fault.kind == "reset":
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.connection.close()
                    return None
                try:
                    if fault.kind == "slow":
                        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
                        for _ in range(10000):
                            self.wfile.write(b"x")
                            self.wfile.flush()
                            time.sleep(0.1)
                    if fault.kind == "huge":
                        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
                        while True:
                            self.wfile.write(b"[" * (1 << 20))
                except OSError:
                    pass
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *args: None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.root = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def hook(self, name):
        return [json.loads(body) for method, path, _, body in self.requests if path.startswith(f"/hooks/{name}/")]

    def answer(self, method, path, body):
        if path.startswith("/hooks/"):
            return 200, "ok", {}
        match = re.fullmatch(r"/api/repos/o/r/(issues(?:/\d+)?|issues/\d+/comments|issues/comments/\d+|commits/\w+/pulls)(\?.*)?", path)
        if not match:
            return 404, '{"message":"Not Found"}', {}
        what, query = match.group(1), match.group(2) or ""
        sent = json.loads(body) if body else {}
        if len(sent.get("body", "")) > 65536:
            return 422, '{"message":"Validation Failed","errors":[{"code":"too_long","field":"body"}]}', {}
        parts = what.split("/")
        if parts[0] == "commits":
            return self.page([], path, query)
        if method == "GET":
            found = [i for i in self.issues if i["state"] == "open"] if len(parts) == 1 else [c for c in self.comments if c["issue"] == parts[1]]
            return self.page(found, path, query)
        if method == "POST":
            self.next_id += 1
            sent.update(user=BOT, id=self.next_id, number=self.next_id, state="open",
                        html_url=f"{self.root}/o/r/{self.next_id}")
            if len(parts) == 1:
                self.issues.append(sent)
            else:
                sent["issue"] = parts[1]
                self.comments.append(sent)
            return 201, json.dumps(sent), {}
        for item in self.comments if parts[1] == "comments" else self.issues:
            if str(item["id"]) == parts[-1]:
                item.update(sent)
                return 200, json.dumps(item), {}
        return 404, '{"message":"Not Found"}', {}

    def page(self, items, path, query, size=100):
        number = int((re.search(r"[?&]page=(\d+)", query) or [0, 1])[1])
        headers = {}
        if number * size < len(items):
            base = path.split("&page=")[0]
            headers["Link"] = f'<{self.root}{base}&page={number + 1}>; rel="next"'
        return 200, json.dumps(items[(number - 1) * size:number * size]), headers
