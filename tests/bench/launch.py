#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a command without its output and prints [seconds, peak bytes, status] of it.

usage: launch.py COMMAND [ARGUMENT...]

Of a process of its own, since Linux counts the memory of whoever starts a program as that program's peak.
"""
import json
import os
import sys
import time

begin = time.perf_counter()
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(pid, 0)
print(json.dumps([time.perf_counter() - begin, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)]))
