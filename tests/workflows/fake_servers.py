# SPDX-License-Identifier: MIT
"""GitHub (git over HTTP and the part of the REST interface that workflows use) and a webhook receiver, on loopback. Every request is kept;
faults are scripted."""
import base64
import http.server
import json
import os
import re
import subprocess
import threading
import urllib.parse

LARGEST_COMMENT = 65536


class Server:
    """An HTTP server on a free port of 127.0.0.1, until close()."""

    def __init__(self):
        self.requests, self.faults, self.lock = [], [], threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_one(self):
                body = self.read_body()
                path, _, query = self.path.partition("?")
                request = {"method": self.command, "path": path, "query": query, "body": body,
                           "headers": {name.lower(): value for name, value in self.headers.items()}}
                with outer.lock:
                    outer.requests.append(request)
                    fault = outer.take_fault(request)
                    status, headers, answer = fault or outer.answer(request)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def read_body(self):
                if self.headers.get("Transfer-Encoding", "") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length") or 0))
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_one

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def fail(self, pattern, status, times=10**9, headers=None, body=b"scripted fault"):
        """The next `times` requests whose "METHOD /path" match are answered so."""
        self.faults.append([re.compile(pattern), times, (status, headers or {}, body)])

    def take_fault(self, request):
        for fault in self.faults:
            if fault[1] > 0 and fault[0].search(f"{request['method']} {request['path']}"):
                fault[1] -= 1
                return fault[2]
        return None

    def answer(self, request):
        raise NotImplementedError

    def asked(self, pattern):
        """The requests so far whose "METHOD /path" match."""
        with self.lock:
            return [r for r in self.requests if re.search(pattern, f"{r['method']} {r['path']}")]


class Webhook(Server):
    """Slack's, as far as a sender can see."""

    def answer(self, request):
        return 200, {"Content-Type": "text/plain"}, b"ok"


def as_json(status, document, headers=None):
    return status, {"Content-Type": "application/json", **(headers or {})}, json.dumps(document).encode()


class GitHub(Server):
    """One private repository: nothing is told without the token."""

    def __init__(self, repositories, repository, token):
        self.repositories, self.repository, self.token = repositories, repository, token
        self.comments, self.issues, self.dispatches = {}, [], []
        self.on_push = None  # called before each push is taken
        self.lost_answers = 0  # pushes to come that are taken, and answered by an error
        super().__init__()
        self.api = self.url + "/api/v3"

    def answer(self, request):
        given = request["headers"].get("authorization", "")
        basic = "basic " + base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
        if given.lower() not in (f"bearer {self.token}".lower(), f"token {self.token}".lower(), basic.lower()):
            return 401, {"WWW-Authenticate": "Basic realm=git", "Content-Type": "application/json"}, b'{"message":"Bad credentials"}'
        if request["path"].startswith("/api/v3/"):
            return self.rest(request)
        return self.git(request)

    def git(self, request):
        if request["path"].endswith("/git-receive-pack") and request["method"] == "POST" and self.on_push:
            self.on_push()
        done = subprocess.run(["git", "http-backend"], input=request["body"], stdout=subprocess.PIPE, check=True, env={
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(self.repositories), "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "runner",
            "REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": request["method"], "PATH_INFO": request["path"],
            "QUERY_STRING": request["query"], "CONTENT_TYPE": request["headers"].get("content-type", ""),
            "CONTENT_LENGTH": str(len(request["body"])), "HTTP_CONTENT_ENCODING": request["headers"].get("content-encoding", ""),
            "GIT_PROTOCOL": request["headers"].get("git-protocol", "")})
        if request["path"].endswith("/git-receive-pack") and request["method"] == "POST" and self.lost_answers > 0:
            self.lost_answers -= 1
            return 502, {}, b"lost"
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        return int(headers.pop("Status", "200").split()[0]), headers, body

    def rest(self, request):
        method, path = request["method"], request["path"].removeprefix(f"/api/v3/repos/{self.repository}")
        query = dict(urllib.parse.parse_qsl(request["query"]))
        body = json.loads(request["body"]) if request["body"] else {}
        if "user-agent" not in request["headers"]:
            return as_json(403, {"message": "no User-Agent"})
        if len(body.get("body", "")) > LARGEST_COMMENT:
            return as_json(422, {"message": "body is too long"})
        if match := re.fullmatch(r"/issues/(\d+)/comments", path):
            comments = self.comments.setdefault(match[1], [])
            return self.page(comments, query, path) if method == "GET" else self.add(comments, body)
        if match := re.fullmatch(r"/issues/comments/(\d+)", path):
            for comment in sum(self.comments.values(), []):
                if str(comment["id"]) == match[1] and method == "PATCH":
                    comment.update(body)
                    return as_json(200, comment)
        if re.fullmatch(r"/commits/[0-9a-f]+/pulls", path):
            return as_json(200, [])
        if path == "/issues":
            asked = [issue for issue in self.issues if query.get("state", "open") in ("all", issue["state"])]
            return self.page(asked, query, path) if method == "GET" else self.add(self.issues, body, state="open")
        if match := re.fullmatch(r"/issues/(\d+)", path):
            for issue in self.issues:
                if str(issue["number"]) == match[1]:
                    issue.update(body)
                    return as_json(200, issue)
        if re.fullmatch(r"/actions/workflows/[^/]+/dispatches", path) and method == "POST":
            self.dispatches.append(body)
            return 204, {}, b""
        return as_json(404, {"message": "Not Found"})

    def add(self, list_, body, **more):
        number = 1 + sum(map(len, self.comments.values())) + len(self.issues)
        # The token's account; its comments are its own.
        list_.append({"id": number, "number": number, "user": {"login": "github-actions[bot]", "type": "Bot"}, **more, **body})
        return as_json(201, list_[-1])

    def page(self, list_, query, path):
        size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        headers = {}
        if page * size < len(list_):
            url = f"{self.api}/repos/{self.repository}{path}?per_page={size}&page={page + 1}"
            headers["Link"] = f'<{url}>; rel="next"'
        return as_json(200, list_[(page - 1) * size:page * size], headers)
