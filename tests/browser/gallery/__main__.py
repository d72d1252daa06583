"""`python -m tests.browser.gallery [port]`: every component to look at; the cookie `role` changes the face."""

import os
import sys

from django.core.management import execute_from_command_line

from dundian.config.catalogues import compile_stale

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.browser.gallery.settings"
compile_stale()
port = sys.argv[1] if len(sys.argv) > 1 else "8100"
execute_from_command_line(["gallery", "runserver", "--insecure", "--skip-checks", port])
