"""An HTTP server that answers an upload with its SHA-256 and nothing that depends on the time. Usage: uploads.py ADDRESS PORT"""
import hashlib
import http.server
import sys


class Upload(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        digest = hashlib.sha256()
        left = int(self.headers["Content-Length"])
        while left:
            piece = self.rfile.read1(min(left, 65536))
            if not piece:
                return
            digest.update(piece)
            left -= len(piece)
        answer = digest.hexdigest().encode() + b"\n"
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *words):
        pass


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Upload).serve_forever()
