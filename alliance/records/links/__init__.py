"""确认链接: links by which a party without a login confirms, disagrees or answers."""
