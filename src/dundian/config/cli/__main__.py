"""`python -m dundian.config.cli`, for processes that must not depend on where the script is installed."""

import sys

from dundian.config.cli import main

sys.exit(main())
