#!/usr/bin/env bash
# Installs what reads opscheck's output in tests: Debian's packages where apt is there, then those of npm and pip.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
for pair in chromium:chromium nvim:neovim tmux:tmux pdftotext:poppler-utils node:nodejs npm:npm; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
command -v emacs >/dev/null || missing+=(emacs-nox elpa-yaml-mode)
if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || { echo "install these first: ${missing[*]}" >&2; exit 1; }
  as_root=""; [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq -o Acquire::Retries=5
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -qq -y -o Acquire::Retries=5 --no-install-recommends "${missing[@]}"
  # Eglot is a part of Emacs since version 29
  if apt-cache show elpa-eglot >/dev/null 2>&1; then $as_root apt-get install -qq -y -o Acquire::Retries=5 --no-install-recommends elpa-eglot; fi
fi
npm ci --no-audit --no-fund --fetch-retries 5
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/pip install -q --retries 10 -r requirements.txt
