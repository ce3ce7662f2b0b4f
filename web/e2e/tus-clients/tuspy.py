"""Sends a file with tuspy: two pieces, then, as a process that died and knows only the place, the rest."""

import sys

from tusclient import client

PIECE = 1 << 20
endpoint, path, cookie = sys.argv[1:]
server = client.TusClient(endpoint, headers={"Cookie": cookie, "X-Requested-With": "liuhen"})

first = server.uploader(path, chunk_size=PIECE, metadata={"filename": "python.bin"})
first.upload_chunk()
first.upload_chunk()

second = server.uploader(path, chunk_size=PIECE, url=first.url)
assert second.offset == 2 * PIECE, second.offset
second.upload()
print(first.url)
