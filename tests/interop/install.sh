# Functions that install the pinned clients once, into $clients. To be sourced; needs $here and $clients.

new_enough() {
  case $1 in
    python) python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ;;
    node) node -e 'process.exit(parseInt(process.version.slice(1)) < 20 ? 1 : 0)' ;;
  esac
} 2>/dev/null

# Runs $1 (an install function) unless runtime and pins are those of the last time.
install_once() {
  local install=$1 stamp=$2 runtime=$3 pins=$4
  { $runtime --version && cat "$pins"; } >"$stamp.wanted"
  if ! cmp -s "$stamp.wanted" "$stamp"; then
    rm -f "$stamp"
    $install
    mv "$stamp.wanted" "$stamp"
  fi
}

python_clients() {
  install_once install_python "$clients/python.stamp" python3 "$here/python/requirements.txt"
}

install_python() {
  rm -rf "$clients/python"
  python3 -m venv "$clients/python"
  "$clients/python/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$here/python/requirements.txt"
}

node_clients() {
  install_once install_node "$clients/node.stamp" node "$here/node/package-lock.json"
}

install_node() {
  rm -rf "$clients/node"
  mkdir -p "$clients/node"
  cp "$here"/node/{package.json,package-lock.json,.npmrc} "$clients/node"
  npm ci --prefix "$clients/node" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
}
