# SPDX-License-Identifier: Apache-2.0
# What distributions need; packaging/README.md says how each is used.

EXTRA_DIST += packaging/README.md packaging/build-deb packaging/container \
	packaging/debian packaging/homebrew packaging/nix packaging/rpm \
	packaging/systemd

# ---- systemd: only when configure is told where

packaging/pressmill@.service: packaging/systemd/pressmill@.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging && $(SED) 's,@bindir[@],$(bindir),g' \
		$(srcdir)/packaging/systemd/pressmill@.service.in >$@
CLEANFILES += packaging/pressmill@.service
if SYSTEMD
systemdsystemunit_DATA = packaging/pressmill@.service \
	packaging/systemd/pressmill@.timer
endif

# ---- what is in it: an SBOM in SPDX 2.3

sbom: all
	@MILL_EPOCH=$(MILL_EPOCH) top_srcdir='$(top_srcdir)' \
		PKG_CONFIG='$(PKG_CONFIG)' $(SHELL) $(srcdir)/tools/gen-sbom \
		'$(PACKAGE_VERSION)' >pressmill-$(PACKAGE_VERSION).spdx.json
	@echo pressmill-$(PACKAGE_VERSION).spdx.json
CLEANFILES += pressmill-$(PACKAGE_VERSION).spdx.json

# ---- Debian packages, in the folder deb/ of the build

deb: dist
	$(SHELL) $(srcdir)/packaging/build-deb $(distdir).tar.xz deb
.PHONY: deb sbom
