"""Forms (文书): filled from the case, checked, numbered, approved, issued, served, superseded."""
