"""config.toml and the environment, read once into frozen sections; a wrong key is named with its line."""
