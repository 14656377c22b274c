"""Teaching: who has taken which lesson, what they decided, and the grade of what it truly brought."""
