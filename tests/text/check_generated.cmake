# Fails unless GENERATOR, a command as a list, writes exactly FILE.
execute_process(COMMAND ${GENERATOR} OUTPUT_VARIABLE generated
                RESULT_VARIABLE result)
file(READ ${FILE} expected)
if(NOT result EQUAL 0 OR NOT generated STREQUAL expected)
  message(FATAL_ERROR "${FILE} is not what its generator writes")
endif()
