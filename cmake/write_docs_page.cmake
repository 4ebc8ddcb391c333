# Writes ${OUT} from ${PAGE}; see embed_docs_page.cmake.
file(READ "${PAGE}" text)
file(WRITE "${OUT}" "#include <server/http/openapi/docs_page.hpp>

std::string_view praetor::http::docs_page()
{
    return R\"praetor(${text})praetor\";
}
")
