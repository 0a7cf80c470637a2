# SPDX-License-Identifier: MIT
"""Serves one file by HTTPS on a free port of loopback, which it prints: tls_server.py CERTIFICATE KEY FILE."""
import http.server
import pathlib
import ssl
import sys

certificate, key, file = sys.argv[1:]
BODY = pathlib.Path(file).read_bytes()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_port, flush=True)
server.serve_forever()
