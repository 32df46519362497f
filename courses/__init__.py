"""What is shared: courses, resources, venues, lessons. The room's apps arrive with their first records."""
