# What ./gchunk and ./test share: the SDK, the system packages, the build. Sourced by them with $root set; POSIX sh.

say() { printf 'gchunk: %s\n' "$*" >&2; }

# The SDK.

need_sdk() {
  if ! command -v dotnet >/dev/null 2>&1; then
    say "the .NET 10 SDK is not on PATH. Install it: https://dotnet.microsoft.com/download/dotnet/10.0"
    say "(or: sudo apt-get install dotnet-sdk-10.0), then start again."
    exit 1
  fi
}

need_sdk_10() {
  need_sdk
  if ! dotnet --list-sdks 2>/dev/null | grep -q '^1[0-9]\.'; then
    say "the .NET SDK on PATH has no version 10 ($(command -v dotnet)). Install it: https://dotnet.microsoft.com/download/dotnet/10.0"
    exit 1
  fi
}

# dotnet needs a home folder for its caches and first-run marks. A service or a container may have none.
need_home() {
  if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    mkdir -p "$root/.build/home"
    HOME=$root/.build/home
    DOTNET_CLI_HOME=$HOME
    export HOME DOTNET_CLI_HOME
  fi
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
}

# System packages. Each library is looked up in the folders that the loader searches, without starting a process.

any_exists() {
  for candidate in "$@"; do
    [ -e "$candidate" ] && return 0
  done
  return 1
}

# $1 is a pattern: it stays unquoted so that the shell expands it.
has_library() {
  # shellcheck disable=SC2086
  any_exists /usr/lib/*/$1 /usr/lib/$1 /usr/lib64/$1 /usr/local/lib/$1 && return 0
  saved_ifs=$IFS
  IFS=:
  for folder in ${LD_LIBRARY_PATH:-}; do
    IFS=$saved_ifs
    any_exists "$folder"/$1 && return 0
  done
  IFS=$saved_ifs
  return 1
}

# Sets missing to the needs that are not met, as words that package_for knows.
missing_needs() {
  missing=
  has_library 'libnetcdf.so.*' || missing="$missing netcdf"
  has_library 'libhdf5_serial.so.*' || has_library 'libhdf5.so.*' || missing="$missing hdf5"
  has_library 'libdeflate.so.*' || missing="$missing deflate"
  has_library 'libblosc.so.1*' || missing="$missing blosc"
  has_library 'libzstd.so.*' || missing="$missing zstd"
  has_library 'libaec.so.*' || missing="$missing aec"
  has_library 'libopenblas.so.*' || missing="$missing openblas"
  has_library 'libgomp.so.1*' || missing="$missing gomp"
  command -v gnuplot >/dev/null 2>&1 || missing="$missing gnuplot"
  command -v dot >/dev/null 2>&1 || missing="$missing graphviz"
  any_exists /usr/share/fonts/truetype/*/*.ttf /usr/share/fonts/*/*.ttf || missing="$missing fonts"
  missing=${missing# }
}

# The names of library packages contain the ABI, which differs between releases. The first argument is the pattern that
# apt searches for, the second the name in Debian 12.
package_for() {
  case $1 in
    netcdf) newest_package '^libnetcdf[0-9]+(t64)?$' libnetcdf19 ;;
    hdf5) newest_package '^libhdf5-[0-9]+(-[0-9]+)?(t64)?$' libhdf5-103-1 ;;
    deflate) echo libdeflate0 ;;
    blosc) newest_package '^libblosc1(t64)?$' libblosc1 ;;
    zstd) echo libzstd1 ;;
    aec) echo libaec0 ;;
    openblas) echo libopenblas0-pthread ;;
    gomp) echo libgomp1 ;;
    gnuplot) echo gnuplot-nox ;;
    graphviz) echo graphviz ;;
    fonts) echo fonts-dejavu-core ;;
  esac
}

newest_package() {
  found=$(apt-cache search --names-only "$1" 2>/dev/null | cut -d' ' -f1 | sort -V | tail -n 1)
  echo "${found:-$2}"
}

packages_for_missing() {
  packages=
  for need in $missing; do
    packages="$packages $(package_for "$need")"
  done
  packages=${packages# }
}

# Installs what is missing if that needs no password; otherwise prints the command to type. A failed attempt is repeated
# only when something else is missing.
need_libraries() {
  missing_needs
  [ -z "$missing" ] && return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    say "not found on this system: $missing. What needs them will fail; the rest works. Install them with your package manager."
    return 0
  fi

  mark=$root/.build/setup-failed
  as_root=no
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  fi

  if [ "$as_root" != no ] && [ "$(cat "$mark" 2>/dev/null)" != "$missing" ]; then
    install_missing && return 0
  fi

  packages_for_missing
  say "missing: $missing. What needs them will fail; the rest works. To install them, type:"
  say "    sudo apt-get install -y $packages"
}

install_missing() {
  mkdir -p "$root/.build"
  say "updating the list of packages…"
  env=DEBIAN_FRONTEND=noninteractive
  $as_root env $env apt-get -qq -o DPkg::Lock::Timeout=120 update </dev/null >/dev/null 2>"$root/.build/apt.log"
  packages_for_missing
  say "installing $packages…"
  # shellcheck disable=SC2086 # word splitting is intended
  if ! $as_root env $env apt-get -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends $packages </dev/null >>"$root/.build/apt.log" 2>&1; then
    tail -n 5 "$root/.build/apt.log" >&2
    say "the installation failed; the whole log is in .build/apt.log"
  fi

  missing_needs
  if [ -n "$missing" ]; then
    printf '%s\n' "$missing" >"$mark"
    return 1
  fi

  rm -f "$mark"
}

# The build. .build/current names the folder of the newest build. A folder never changes once it is named there, so a
# running program keeps its files while the next build runs.

# Lists the files that the build depends on with their times and sizes, which is fast enough for every start.
list_sources() {
  (cd "$root" && find src Directory.Build.props Directory.Packages.props \
    \( -name bin -o -name obj \) -prune -o -type f -printf '%p %T@ %s\n' 2>/dev/null)
}

# Sets app to the folder of an up-to-date build, or fails.
find_build() {
  app=
  [ -r "$root/.build/current" ] || return 1
  read -r app <"$root/.build/current" || return 1
  app=$root/.build/$app
  [ -r "$app/gchunk.dll" ] || return 1
  # If no file and no folder is newer than the list, nothing was changed, added or removed. This is the usual case.
  if [ -e "$app/checked" ] && [ -z "$(find "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" \
    \( -name bin -o -name obj \) -prune -o -newer "$app/checked" -print -quit 2>/dev/null)" ]; then
    return 0
  fi
  # The mark is created before the files are listed, so that files that change meanwhile are newer.
  touch "$app/checking" 2>/dev/null
  [ "$(list_sources)" = "$(cat "$app/sources" 2>/dev/null)" ] || return 1
  mv "$app/checking" "$app/checked" 2>/dev/null
  return 0
}

need_build() {
  find_build && return 0
  need_sdk_10
  need_home
  mkdir -p "$root/.build" || exit 1
  (
    if ! flock -n 9; then
      say "waiting for another build to end…"
      flock 9
    fi
    find_build || make_build 9>&-
  ) 9>"$root/.build/lock" || exit 1
  # A source file that was saved while the build ran is built at the next start.
  read -r app <"$root/.build/current"
  app=$root/.build/$app
}

make_build() {
  say "building (once; about a minute)…"
  name=app-$(date +%s)-$$
  new=$root/.build/$name.tmp
  mkdir -p "$new"
  list_sources >"$new/sources"
  case $(uname -m) in
    x86_64) rid=linux-x64 ;;
    aarch64 | arm64) rid=linux-arm64 ;;
    *) rid= ;;
  esac

  # The build has its own intermediate files, so it neither uses nor disturbs a developer's build of the same tree. The
  # analysers check sources for developers, whose builds run them.
  set -- publish "$root/src/Repl/Repl.csproj" -c Release --artifacts-path "$root/.build/artifacts" -o "$new" \
    --nologo -v quiet --disable-build-servers -p:UseAppHost=false -p:DebugType=portable \
    -p:RunAnalyzers=false
  [ -n "$rid" ] && set -- "$@" -r "$rid" --self-contained false -p:PublishReadyToRun=true
  if ! dotnet "$@" </dev/null >"$root/.build/build.log" 2>&1; then
    grep -E '(error|warn)' "$root/.build/build.log" | sort -u | head -n 40 >&2 || cat "$root/.build/build.log" >&2
    say "the build failed; the whole log is in .build/build.log"
    rm -rf "$new"
    return 1
  fi

  mv "$new" "$root/.build/$name" &&
    printf '%s\n' "$name" >"$root/.build/current.tmp" &&
    mv "$root/.build/current.tmp" "$root/.build/current" || return 1
  remove_old_builds
  say "built."
}

# Keeps the newest three builds, because a running program may still load files from its own.
remove_old_builds() {
  rm -rf "$root"/.build/app-*.tmp
  count=0
  for old in $(ls -1dt "$root"/.build/app-* | sed 's,.*/,,'); do
    count=$((count + 1))
    [ "$count" -gt 3 ] && rm -rf "$root/.build/$old"
  done
  return 0
}
