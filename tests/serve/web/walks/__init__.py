"""The walks of each area: what is dropped, what is asked, and what is to be seen."""
