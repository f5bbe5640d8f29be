# SPDX-License-Identifier: Apache-2.0
# Pipelines and language data, one file a line:
# nobase_dist_pkgdata_DATA += config/lang/uk/quotes.yaml
