# An app around the FastAPI code to copy: `uvicorn main:app`.
from fastapi import FastAPI

from fastapi_route import router

app = FastAPI()
app.include_router(router, prefix="/api/chakra")
