"""Entry for ``streamlit run app.py``; the page itself is ``optim_viz/ui/app.py``, which the wheel carries."""

import streamlit as st

from optim_viz.ui import server, settings

settings.apply()
# Streamlit looks for this call in the source text: it has to stand here literally.
app = st.App(**server.parts())
