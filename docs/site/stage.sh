#!/usr/bin/env bash
# Lays out in a folder what docfx makes the site of: the pages with the paths that they have here, so that their links hold.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
site=$1

rm -rf "$site"
mkdir -p "$site/docs" "$site/samples"
cp docs/site/docfx.json docs/site/toc.yml docs/site/index.md docs/site/icon.svg "$site"
cp docs/site/guide.yml "$site/docs/toc.yml"
git ls-files --cached --others --exclude-standard -- README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md THIRD-PARTY-NOTICES.md LICENSE \
  'bindings/README.md' 'docs/*.md' 'docs/*.svg' 'samples/*README.md' | grep -v '^docs/site/' | while read -r page; do
  mkdir -p "$site/$(dirname "$page")"
  cp "$page" "$site/$page"
done
for sample in samples/*/README.md; do echo "- href: ${sample#samples/}"; done >"$site/samples/toc.yml"

# A page that no table of contents has is found by nobody.
for page in docs/*.md; do
  grep -q "href: ${page#docs/}\$" docs/site/guide.yml || { echo "docs/site/guide.yml does not list $page" >&2; exit 1; }
done
