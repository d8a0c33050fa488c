#!/usr/bin/env bash
# Opens pages of the built site in a browser without a window, as a reader gets them, and looks for what must stand there. The
# pictures lie beside the site then.
set -euo pipefail
site=$(realpath "$1")
pictures=$site-pictures
port=$((20000 + RANDOM % 20000))
profile=$(mktemp -d)
mkdir -p "$pictures"

dotnet docfx serve "$site" -p "$port" >"$profile/server.log" 2>&1 &
server=$!
trap 'kill "$server"; rm -rf "$profile"' EXIT
for _ in $(seq 60); do (exec 3<>"/dev/tcp/localhost/$port") 2>/dev/null && break; sleep 0.5; done

browse() { # page, options
  timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-background-networking --user-data-dir="$profile" \
    --virtual-time-budget=20000 --window-size=1280,1000 "${@:2}" "http://localhost:$port/$1" 2>"$profile/browser.log" ||
    { tail -n 20 "$profile/browser.log" >&2; return 1; }
}

shows() { # page, texts
  local page=$1 dom text
  dom=$(browse "$page" --dump-dom)
  for text in "${@:2}"; do
    grep -qF -- "$text" <<<"$dom" || { echo "$page does not show: $text" >&2; exit 1; }
  done
  browse "$page" --screenshot="$pictures/$(tr / - <<<"${page%.html}").png" >/dev/null
  echo "$page shows all that it should"
}

# The contents at the left and the right are made by scripts in the browser.
shows docs/getting-started.html '<h1 id="getting-started">Getting started</h1>' 'dotnet add package Adjoint' 'In this article' 'Coming from JAX'
shows api/Adjoint.Ops.Tanh.html 'the hyperbolic tangent' '(1 − y²) · dx' 'Tanhshrink'
shows samples/Digits/README.html 'real handwritten digits' 'Gaussian process'

# What the search looks in.
for page in docs/getting-started.html docs/trees.html api/Adjoint.Ops.Tanh.html samples/Digits/README.html; do
  grep -qF "\"$page\":" "$site/index.json" || { echo "the search does not know $page" >&2; exit 1; }
done
