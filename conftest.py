"""What every test may use: the cast."""

pytest_plugins = ["dundian.org.cast"]
