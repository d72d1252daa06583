"""Phones in a storm: a proxy that spoils the network, processes that are killed, people who go on working."""
