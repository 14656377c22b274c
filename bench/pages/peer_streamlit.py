"""The first page of Streamlit: a heading and a text field."""

import streamlit

streamlit.title("Bare")
streamlit.text_input("q")
