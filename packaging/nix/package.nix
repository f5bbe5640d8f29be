# SPDX-License-Identifier: Apache-2.0
{ lib, stdenv, autoreconfHook, pkg-config, libtool, libyaml, pcre2, simdjson
, libxml2, curl, sqlite, uchardet, zlib, zstd, brotli, cunit, python3 }:

stdenv.mkDerivation {
  pname = "pressmill";
  version = "0.1.0";
  src = ../..;

  nativeBuildInputs = [ autoreconfHook pkg-config ];
  buildInputs = [
    libtool # libltdl
    libyaml pcre2 simdjson libxml2 curl sqlite uchardet zlib zstd brotli
  ];
  nativeCheckInputs = [ cunit python3 ];

  enableParallelBuilding = true;
  doCheck = true;
  preCheck = "export PRESSMILL_QUICK=1";

  meta = {
    description = "Read the news: articles, languages, who said what, in which tone";
    license = lib.licenses.asl20;
    mainProgram = "pressmill";
    platforms = lib.platforms.unix;
  };
}
