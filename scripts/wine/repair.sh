# Run in /build/wine, the source of Wine with the repair in it; makes /build/ntdll.so and /build/wineserver. Not by its own
# Makefile: that wants a source that is generated to the last file, for some hundred parts that nobody needs here.
set -e
perl tools/make_requests
perl tools/make_specfiles
ln -sf /usr/share/misc/config.sub /usr/share/misc/config.guess tools/
autoconf --force
autoheader --force
./configure --no-create --enable-win64 --without-mingw --without-x --without-freetype
./config.status include/config.h
echo '#define wine_build "wine-10.0 (with CTRL_BREAK)"' >dlls/ntdll/unix/version.h

# Where Debian puts them: both find the rest from there.
cat >/build/options <<'OPTIONS'
-D__WINESRC__ -D_GNU_SOURCE -D_NTSYSTEM_ -Iinclude
-DBINDIR="\"/usr/lib/wine\"" -DDATADIR="\"/usr/share/wine\"" -DLIBDIR="\"/usr/lib/x86_64-linux-gnu/wine\"" -DSYSTEMDLLPATH="\"\""
-fPIC -fasynchronous-unwind-tables -fno-strict-aliasing -O2 -w
OPTIONS

compile() { # the folder of the objects, options, files
  objects=$1 options=$2
  shift 2
  mkdir "$objects"
  printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} sh -c 'gcc -c @/build/options $0 -o "$1/$(basename "$2").o" "$2"' "$options" "$objects" {}
}
compile /build/server "-Iserver" server/*.c
compile /build/ntdll "-DWINE_UNIX_LIB -D_ACRTIMP= -DWINBASEAPI= -Idlls/ntdll" dlls/ntdll/unix/*.c
gcc -o /build/wineserver /build/server/*.o
gcc -shared -Wl,-Bsymbolic -Wl,-soname,ntdll.so -Wl,-z,defs -o /build/ntdll.so /build/ntdll/*.o -lunwind
